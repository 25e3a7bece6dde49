function Set-ExoTls {
    <#
    .SYNOPSIS
        Adds TLS 1.2 to what this process may use, unless the system decides: Server 2016 begins with TLS 1.0.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Changes this process alone.')]
    param()
    $now = [System.Net.ServicePointManager]::SecurityProtocol
    # 0: SystemDefault
    if ([int] $now -eq 0) { return }
    [System.Net.ServicePointManager]::SecurityProtocol = $now -bor [System.Net.SecurityProtocolType]::Tls12
}
