function Assert-Administrator {
    <#
    .SYNOPSIS
        Stops when this PowerShell is not elevated, or a 32-bit one.
    #>
    [CmdletBinding()]
    param()
    $process = Get-SetupProcess
    if (-not $process.IsAdministrator) {
        throw 'This needs an elevated PowerShell: start it with "Run as administrator" and try again.'
    }
    # Windows shows a 32-bit process other folders and another registry.
    if (-not $process.Is64Bit) {
        throw 'This needs the 64-bit Windows PowerShell, not the one called "(x86)": start that and try again.'
    }
}
