function Get-SetupProcess {
    <#
    .SYNOPSIS
        What this PowerShell is: IsAdministrator, Is64Bit.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param()
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity
    [pscustomobject] @{
        IsAdministrator = $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
        Is64Bit         = [Environment]::Is64BitProcess
    }
}
