function Get-ExoMachineFact {
    <#
    .SYNOPSIS
        What this Windows and this PowerShell are: raw facts, judged elsewhere.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = [System.Security.Principal.WindowsPrincipal]::new($identity)
    $framework = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full'
    $policies = @{}
    foreach ($entry in Get-ExecutionPolicy -List) { $policies[[string] $entry.Scope] = [string] $entry.ExecutionPolicy }
    [pscustomobject] @{
        ComputerName      = [Environment]::MachineName
        PowerShellVersion = [version] $PSVersionTable.PSVersion.ToString()
        Is64Bit           = [Environment]::Is64BitProcess
        IsElevated        = $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
        FrameworkRelease  = [int] $framework.Release
        LanguageMode      = [string] $ExecutionContext.SessionState.LanguageMode
        ExecutionPolicies = $policies
        TlsProtocols      = [string] [Net.ServicePointManager]::SecurityProtocol
        TempPath          = [IO.Path]::GetTempPath()
    }
}
