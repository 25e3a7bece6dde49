function Test-ExoEndpoint {
    <#
    .SYNOPSIS
        Says whether a TCP connection to port 443 of a host comes about within five seconds.
    .PARAMETER HostName
        Name of the host.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $HostName
    )
    $client = [System.Net.Sockets.TcpClient]::new()
    try {
        $client.ConnectAsync($HostName, 443).Wait(5000)
    }
    catch {
        Write-Verbose -Message "${HostName}: $($_.Exception.Message)"
        $false
    }
    finally {
        $client.Dispose()
    }
}
