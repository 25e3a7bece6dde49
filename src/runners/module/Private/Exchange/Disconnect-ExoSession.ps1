function Disconnect-ExoSession {
    <#
    .SYNOPSIS
        Closes the session, whatever happened: Exchange gives a limited number of them.
    #>
    [CmdletBinding()]
    param()
    try {
        $null = Disconnect-ExchangeOnline -Confirm:$false -ErrorAction Stop
    }
    catch {
        # The result of the step stands; a session that stays open ends by itself after a while.
        Write-Warning -Message "The session could not be closed: $($_.Exception.Message)"
    }
}
