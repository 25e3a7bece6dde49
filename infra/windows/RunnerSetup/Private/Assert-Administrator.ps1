function Assert-Administrator {
    <#
    .SYNOPSIS
        Stops when this PowerShell is not elevated.
    #>
    [CmdletBinding()]
    param()
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity
    if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        throw 'This needs an elevated PowerShell: start it with "Run as administrator" and try again.'
    }
    # Windows shows a 32-bit process other folders and another registry.
    if (-not [Environment]::Is64BitProcess) {
        throw 'This needs the 64-bit Windows PowerShell, not the one called "(x86)": start that and try again.'
    }
}
