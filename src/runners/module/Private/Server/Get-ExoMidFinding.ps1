function Get-ExoMidFinding {
    <#
    .SYNOPSIS
        Judges the MID services and their accounts.
    .PARAMETER Service
        Answers of Get-ExoMidService.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Service
    )
    if ($Service.Count -eq 0) {
        New-ExoFinding -Code 'mid-service' -Level warning -Message 'No service snc_mid is installed here.' -Advice 'Check that this is the right server; a MID service with another name is fine.'
        return
    }
    foreach ($mid in $Service) {
        if ($mid.account -match '^LocalSystem$') {
            New-ExoFinding -Code 'mid-service' -Level warning -Message "$($mid.name) runs as LocalSystem, so everything that runs as SYSTEM can use the certificate." -Advice 'Let the MID service run as an account of its own, as ServiceNow advises.'
        }
        else { New-ExoFinding -Code 'mid-service' -Level ok -Message "$($mid.name) runs as $($mid.account)." }
    }
}
