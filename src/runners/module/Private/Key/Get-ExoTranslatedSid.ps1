function Get-ExoTranslatedSid {
    <#
    .SYNOPSIS
        The SID of an account name, as Windows knows it.
    .PARAMETER Account
        DOMAIN\name or name.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Account
    )
    $name = [System.Security.Principal.NTAccount]::new($Account)
    $name.Translate([System.Security.Principal.SecurityIdentifier]).Value
}
