function Get-ExoOperation {
    <#
    .SYNOPSIS
        The function of an operation; only these can be called from outside.
    .PARAMETER Name
        Name of the operation, as the runner's steps are called.
    #>
    [CmdletBinding()]
    [OutputType([System.Management.Automation.FunctionInfo])]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $Name
    )
    $functions = @{
        'echo'                 = 'Get-ExoEcho'
        'check-server'         = 'Test-ExoServer'
        'create-certificate'   = 'Set-ExoCertificate'
        'share-certificate'    = 'Export-ExoCertificate'
        'import-certificate'   = 'Set-ExoCertificateImport'
        'grant-key-access'     = 'Set-ExoKeyAccess'
        'erase-certificate'    = 'Remove-ExoCertificate'
        'register-in-exchange' = 'Set-ExoServicePrincipal'
        'remove-from-exchange' = 'Remove-ExoServicePrincipal'
        'verify-connection'    = 'Test-ExoConnection'
        'verify-search'        = 'Test-ExoSearchSession'
        'report-server'        = 'Get-ExoServerReport'
    }
    if (-not $functions.ContainsKey($Name)) {
        throw (New-ExoFailure -Code 'operation-unknown' -Message "The module of this runner does not know $Name.")
    }
    Get-Command -Name $functions[$Name] -CommandType Function
}
