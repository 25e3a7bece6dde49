function Set-RunnerService {
    <#
    .SYNOPSIS
        Brings a runner's service to the wanted definition and account; stops it for that only when something differs.
    .PARAMETER Runner
        As Get-ExoRunnerPlan describes it.
    .PARAMETER Definition
        Text of the service definition.
    .PARAMETER ServiceHost
        WinSW executable.
    .PARAMETER ServiceHostSha256
        SHA-256 of the WinSW executable.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [psobject] $Runner,

        [Parameter(Mandatory)]
        [string] $Definition,

        [Parameter(Mandatory)]
        [string] $ServiceHost,

        [Parameter(Mandatory)]
        [string] $ServiceHostSha256
    )
    $service = Get-RunnerService -Name $Runner.Service
    $sameFiles = (Test-SameText -Path $Runner.ServiceXml -Text $Definition) -and
        (Test-FileHash -Path $Runner.ServiceExe -Sha256 $ServiceHostSha256)
    $sameAccount = $service -and $service.StartName -eq $Runner.Account
    if ($sameFiles -and $sameAccount) {
        return
    }
    if (-not $PSCmdlet.ShouldProcess($Runner.Service, "Set up the service as $($Runner.Account)")) {
        return
    }
    if ($service) {
        Stop-RunnerService -Name $Runner.Service
    }
    $null = New-Item -ItemType Directory -Path $Runner.ServiceFolder -Force
    Copy-Item -LiteralPath $ServiceHost -Destination $Runner.ServiceExe -Force
    if (-not (Test-FileHash -Path $Runner.ServiceExe -Sha256 $ServiceHostSha256)) {
        throw "$ServiceHost was changed while it was copied. Find out by whom, then install again."
    }
    [IO.File]::WriteAllText($Runner.ServiceXml, $Definition)
    if (-not $service) {
        Invoke-ServiceHost -Path $Runner.ServiceExe -Command 'install'
        $service = Get-RunnerService -Name $Runner.Service
    }
    if ($service.StartName -ne $Runner.Account) {
        Set-ServiceAccount -Name $Runner.Service -Account $Runner.Account -Credential $Runner.Credential
    }
    "set up the service $($Runner.Service) as $($Runner.Account)"
    if (Test-Path -LiteralPath (Join-Path $Runner.RunnerHome 'keys.json')) {
        Start-Service -Name $Runner.Service
        "started the service $($Runner.Service)"
    } else {
        "$($Runner.Name) has no keys yet: enrol it with Enrol-Runner.ps1"
    }
}
