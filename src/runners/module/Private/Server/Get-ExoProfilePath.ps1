function Get-ExoProfilePath {
    <#
    .SYNOPSIS
        Path of an account's profile on this server; nothing when it never signed in.
    .PARAMETER Sid
        The account.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Sid
    )
    $key = "HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$Sid"
    if (-not (Test-Path -LiteralPath $key)) { return }
    [string] (Get-ItemProperty -LiteralPath $key).ProfileImagePath
}
