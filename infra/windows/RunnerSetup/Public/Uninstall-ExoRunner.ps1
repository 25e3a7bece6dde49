function Uninstall-ExoRunner {
    <#
    .SYNOPSIS
        Stops and removes runners; their keys stay unless asked otherwise.
    .PARAMETER Runner
        The runners to remove, as Get-ExoRunnerPlan describes them.
    .PARAMETER ProgramRoot
        Folder for programs; removed with the last runner.
    .PARAMETER RemoveKeys
        Also removes the runners' folders with their keys and logs.
    .OUTPUTS
        One sentence for each change.
    .EXAMPLE
        Uninstall-ExoRunner -Runner $plan -ProgramRoot $root -WhatIf
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [psobject[]] $Runner,

        [Parameter(Mandatory)]
        [string] $ProgramRoot,

        [switch] $RemoveKeys
    )
    Assert-Administrator
    foreach ($each in $Runner) {
        if (Get-RunnerService -Name $each.Service) {
            if ($PSCmdlet.ShouldProcess($each.Service, 'Stop and remove the service')) {
                Stop-RunnerService -Name $each.Service
                Invoke-ServiceHost -Path $each.ServiceExe -Command 'uninstall'
                "removed the service $($each.Service)"
            }
        }
        Remove-Folder -Path $each.ServiceFolder
        Remove-Folder -Path (Join-Path $each.RunnerHome 'temp')
        if ($RemoveKeys -or (Test-EmptyFolder -Path $each.RunnerHome)) {
            Remove-Folder -Path $each.RunnerHome
        }
    }
    $data = Split-Path -Path $Runner[0].RunnerHome -Parent
    if (Test-EmptyFolder -Path $data) {
        Remove-Folder -Path $data
    }
    $services = Join-Path $ProgramRoot 'services'
    if (-not (Test-Path -LiteralPath $services) -or (Test-EmptyFolder -Path $services)) {
        Remove-Folder -Path $ProgramRoot
    }
}
