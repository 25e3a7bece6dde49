function Clear-DownloadMark {
    <#
    .SYNOPSIS
        Takes the mark "from the internet" off checked files: with it the execution policy RemoteSigned refuses them.
    .PARAMETER Path
        Folder whose files were checked.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    Get-ChildItem -LiteralPath $Path -Recurse -File | Unblock-File
}
