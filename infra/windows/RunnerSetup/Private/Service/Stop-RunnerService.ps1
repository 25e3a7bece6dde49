function Stop-RunnerService {
    <#
    .SYNOPSIS
        Stops a service and waits until it is gone: a runner gives its step up to 15 s, WinSW gives the runner 30 s.
    .PARAMETER Name
        Name of the service.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)]
        [string] $Name
    )
    $service = Get-Service -Name $Name
    if ($service.Status -ne 'Stopped' -and $PSCmdlet.ShouldProcess($Name, 'Stop')) {
        $service.Stop()
        $service.WaitForStatus('Stopped', [timespan]::FromSeconds(60))
    }
}
