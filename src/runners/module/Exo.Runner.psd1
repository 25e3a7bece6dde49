@{
    RootModule           = 'Exo.Runner.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0e0c52-0d7c-4a55-9a3b-3d7b0f0a6f11'
    Author               = 'exo'
    Description          = 'What a runner does on a MID server: certificate, key access, Exchange service principal, proof.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @(
        'Export-ExoCertificate',
        'Get-ExoEcho',
        'Get-ExoServerReport',
        'Invoke-ExoStep',
        'Remove-ExoCertificate',
        'Remove-ExoServicePrincipal',
        'Set-ExoCertificate',
        'Set-ExoCertificateImport',
        'Set-ExoKeyAccess',
        'Set-ExoServicePrincipal',
        'Test-ExoCertificate',
        'Test-ExoCertificateImport',
        'Test-ExoConnection',
        'Test-ExoKeyAccess',
        'Test-ExoSearchSession',
        'Test-ExoServer',
        'Test-ExoServicePrincipal'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
