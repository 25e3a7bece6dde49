function Get-ExoNetworkFinding {
    <#
    .SYNOPSIS
        Judges whether Microsoft can be reached and whether the clock is right.
    .PARAMETER Endpoint
        Host names; the first one is asked for the time.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string[]] $Endpoint
    )
    foreach ($name in $Endpoint) {
        if (Test-ExoEndpoint -HostName $name) { New-ExoFinding -Code 'endpoint' -Level ok -Message "$name is reached." }
        else {
            # A proxy may still carry what a direct connection does not.
            New-ExoFinding -Code 'endpoint' -Level warning -Message "$name is not reached directly on port 443." -Advice "Open https to $name in the firewall, unless this server uses a proxy for it."
        }
    }
    $skew = Get-ExoClockSkew -HostName $Endpoint[0]
    if ($null -eq $skew) {
        New-ExoFinding -Code 'clock' -Level warning -Message "The clock could not be compared with $($Endpoint[0])." -Advice 'Check the time of this server.'
    }
    elseif ([Math]::Abs($skew) -gt 300) {
        New-ExoFinding -Code 'clock' -Level blocks -Message "The clock of this server is wrong by $skew seconds." -Advice 'Correct the clock (w32tm /resync): Entra refuses a sign-in that is more than five minutes off.'
    }
    elseif ([Math]::Abs($skew) -gt 60) {
        New-ExoFinding -Code 'clock' -Level warning -Message "The clock of this server is wrong by $skew seconds." -Advice 'Correct the clock (w32tm /resync).'
    }
    else { New-ExoFinding -Code 'clock' -Level ok -Message 'The clock is right.' }
}
