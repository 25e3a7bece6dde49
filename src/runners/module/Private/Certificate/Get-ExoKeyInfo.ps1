function Get-ExoKeyInfo {
    <#
    .SYNOPSIS
        Where the private key of a certificate is held, and whether a CSP holds it.
    .DESCRIPTION
        The Exchange module cannot use keys of CNG providers. .NET Framework refuses to open those as a CSP key
        ("Invalid provider type specified"), which is how they are told.
    .PARAMETER Certificate
        A certificate with a private key.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate
    )
    $csp = $null
    try {
        $key = $Certificate.PrivateKey
        if ($null -ne $key) { $csp = Get-ExoProperty -InputObject $key -Name 'CspKeyContainerInfo' }
    }
    catch {
        if ([string] $_.Exception -notmatch 'provider type|0x80090014') { throw }
    }
    if ($null -eq $csp) {
        return [pscustomobject] @{ IsCsp = $false; Provider = 'a CNG provider'; Container = ''; IsExportable = $false }
    }
    [pscustomobject] @{
        IsCsp        = $true
        Provider     = [string] $csp.ProviderName
        Container    = [string] $csp.UniqueKeyContainerName
        IsExportable = [bool] $csp.Exportable
    }
}
