function ConvertTo-ExoErrorCause {
    <#
    .SYNOPSIS
        Says of one exception what is the same in every language of Windows: type, HRESULT, status of the network.
    .PARAMETER Exception
        One of the chain.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [Exception] $Exception
    )
    $web = ''
    $http = 0
    $socket = 0
    if ($Exception -is [System.Net.WebException]) {
        $web = [string] $Exception.Status
        if ($Exception.Response -is [System.Net.HttpWebResponse]) { $http = [int] $Exception.Response.StatusCode }
    }
    if ($Exception -is [System.Net.Sockets.SocketException]) { $socket = [int] $Exception.SocketErrorCode }
    [pscustomobject] @{
        type    = $Exception.GetType().FullName
        hresult = '{0:X8}' -f $Exception.HResult
        web     = $web
        http    = $http
        socket  = $socket
    }
}
