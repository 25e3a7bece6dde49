function Get-ExoClockSkew {
    <#
    .SYNOPSIS
        Seconds that this server's clock is ahead of Microsoft's (negative: behind); nothing when it cannot be told.
    .PARAMETER HostName
        A host of Microsoft that answers https with a Date header.
    #>
    [CmdletBinding()]
    [OutputType([int])]
    param(
        [Parameter(Mandatory)]
        [string] $HostName
    )
    try {
        $request = [System.Net.WebRequest]::Create("https://$HostName/")
        $request.Method = 'HEAD'
        $request.Timeout = 5000
        $request.AllowAutoRedirect = $false
        $response = $request.GetResponse()
        $date = [DateTimeOffset]::Parse($response.Headers['Date'], [Globalization.CultureInfo]::InvariantCulture)
        $response.Close()
        [int] ([DateTimeOffset]::UtcNow - $date).TotalSeconds
    }
    catch {
        Write-Verbose -Message "No time from ${HostName}: $($_.Exception.Message)"
    }
}
