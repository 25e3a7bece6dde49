function Test-ExoBundle {
    <#
    .SYNOPSIS
        Compares a bundle with its list of hashes, and the list with the hash that came another way.
    .PARAMETER Path
        Folder of the bundle.
    .PARAMETER Sha256
        SHA-256 of its hashes.json, as "npm run bundle:runner" printed it.
    .OUTPUTS
        One sentence for each thing that is wrong; nothing when all is as it was made.
    .EXAMPLE
        Test-ExoBundle -Path D:\runner -Sha256 $announced
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [ValidatePattern('^[0-9A-Fa-f]{64}$')]
        [string] $Sha256
    )
    $root = (Get-Item -LiteralPath $Path).FullName.TrimEnd([char[]] '\/')
    $list = Join-Path $root 'hashes.json'
    if (-not (Test-Path -LiteralPath $list -PathType Leaf)) {
        return 'hashes.json is missing'
    }
    if ((Get-FileHash -LiteralPath $list -Algorithm SHA256).Hash -ne $Sha256) {
        return 'hashes.json is not the one that was announced'
    }
    $left = @{}
    foreach ($property in ([IO.File]::ReadAllText($list) | ConvertFrom-Json).PSObject.Properties) {
        $left[$property.Name] = $property.Value
    }
    foreach ($item in Get-ChildItem -LiteralPath $root -Recurse -Force) {
        $name = $item.FullName.Substring($root.Length + 1).Replace('\', '/')
        # What a link points to could change after it was checked. A file on a deduplicated volume is not a link.
        if (($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -and $item.LinkType) {
            "$name is a link; a bundle has none"
        } elseif ($item.PSIsContainer -or $name -eq 'hashes.json') {
            continue
        } elseif (-not $left.ContainsKey($name)) {
            "$name was added"
        } elseif ((Get-FileHash -LiteralPath $item.FullName -Algorithm SHA256).Hash -ne $left[$name]) {
            "$name was changed"
        }
        $left.Remove($name)
    }
    foreach ($name in $left.Keys | Sort-Object) {
        "$name is missing"
    }
}
