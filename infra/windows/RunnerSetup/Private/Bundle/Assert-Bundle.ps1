function Assert-Bundle {
    <#
    .SYNOPSIS
        Stops when a bundle is not as it was made.
    .PARAMETER Path
        Folder of the bundle.
    .PARAMETER Sha256
        SHA-256 of its hashes.json.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sha256
    )
    $problems = @(Test-ExoBundle -Path $Path -Sha256 $Sha256)
    if ($problems.Count -gt 0) {
        $shown = ($problems | Select-Object -First 5) -join '; '
        throw "Do not install from ${Path}: $shown. Copy the bundle again and compare the SHA-256 of hashes.json."
    }
}
