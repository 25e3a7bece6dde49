function Disconnect-ExoSession {
    <#
    .SYNOPSIS
        Closes the session, whatever happened: Exchange gives a limited number of them.
    #>
    [CmdletBinding()]
    param()
    # Without the module there was nothing to open.
    if ($null -eq (Get-Command -Name Disconnect-ExchangeOnline -ErrorAction Ignore)) { return }
    try {
        $null = Disconnect-ExchangeOnline -Confirm:$false -ErrorAction Stop
    }
    catch {
        # The result of the step stands; a session that stays open ends by itself after a while.
        Write-Warning -Message "The session could not be closed: $($_.Exception.Message)"
    }
}
