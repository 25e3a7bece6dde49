function Copy-Bundle {
    <#
    .SYNOPSIS
        Copies a bundle to where only administrators may write, and checks it there again.
    .PARAMETER Source
        Folder of the bundle.
    .PARAMETER Target
        Folder of this version.
    .PARAMETER Sha256
        SHA-256 of its hashes.json.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Source,

        [Parameter(Mandatory)]
        [string] $Target,

        [Parameter(Mandatory)]
        [string] $Sha256
    )
    if (Test-Path -LiteralPath $Target) {
        return Assert-Bundle -Path $Target -Sha256 $Sha256
    }
    if (-not $PSCmdlet.ShouldProcess($Target, "Copy $Source")) {
        return
    }
    # Under another name until it is complete, so that an interrupted copy is never taken for an installed version.
    $partial = "$Target.partial"
    $null = Remove-Folder -Path $partial
    $null = New-Item -ItemType Directory -Path $partial -Force
    Get-ChildItem -LiteralPath $Source -Force | Copy-Item -Destination $partial -Recurse -Force
    Assert-Bundle -Path $partial -Sha256 $Sha256
    Clear-DownloadMark -Path $partial
    Rename-Item -LiteralPath $partial -NewName (Split-Path -Path $Target -Leaf)
    "copied the program to $Target"
}
