function Get-ExoRunnerPlan {
    <#
    .SYNOPSIS
        Names, folders and account of one runner.
    .PARAMETER Server
        Name of the MID server in exo.config.yaml.
    .PARAMETER Role
        elevated or connect.
    .PARAMETER Account
        Account of the service.
    .PARAMETER Credential
        The account with its password; none for LocalSystem and a gMSA.
    .PARAMETER ProgramRoot
        Folder for programs.
    .PARAMETER DataRoot
        Folder for keys and logs.
    .EXAMPLE
        Get-ExoRunnerPlan -Server mid1 -Role connect -Account 'CORP\svc-mid$' -ProgramRoot $programs -DataRoot $data
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [ValidatePattern('^[a-z0-9][a-z0-9-]{0,53}$')]
        [string] $Server,

        [Parameter(Mandatory)]
        [ValidateSet('elevated', 'connect')]
        [string] $Role,

        [Parameter(Mandatory)]
        [string] $Account,

        [AllowNull()]
        [pscredential] $Credential,

        [Parameter(Mandatory)]
        [string] $ProgramRoot,

        [Parameter(Mandatory)]
        [string] $DataRoot
    )
    $name = "$Server-$Role"
    $service = "exo-runner-$name"
    $folder = Join-Path (Join-Path $ProgramRoot 'services') $name
    [pscustomobject] @{
        Name          = $name
        Role          = $Role
        Account       = $Account
        Credential    = $Credential
        Service       = $service
        ServiceFolder = $folder
        # WinSW reads the definition that lies beside it under its own name.
        ServiceExe    = Join-Path $folder "$service.exe"
        ServiceXml    = Join-Path $folder "$service.xml"
        RunnerHome    = Join-Path $DataRoot $name
    }
}
