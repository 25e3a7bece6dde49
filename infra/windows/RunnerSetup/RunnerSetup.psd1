@{
    RootModule           = 'RunnerSetup.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '0d1c7f0a-6d0e-4b52-8a45-5b8e2f6f9c21'
    Author               = 'exo'
    Description          = 'Installs and removes the exo runners of a MID server.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @(
        'Get-ExoRunnerPlan',
        'Install-ExoRunner',
        'Test-ExoBundle',
        'Uninstall-ExoRunner'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
