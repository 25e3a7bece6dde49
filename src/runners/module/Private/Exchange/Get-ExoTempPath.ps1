function Get-ExoTempPath {
    <#
    .SYNOPSIS
        The folder for temporary files of this process.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param()
    [IO.Path]::GetTempPath()
}
