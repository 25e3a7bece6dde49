function Get-ExoKeyInfo {
    <#
    .SYNOPSIS
        Where the private key of a certificate is: State (csp, cng, missing), Provider, Container, IsExportable.
    .DESCRIPTION
        A key that this account may not open, and whatever is not understood, is an error: nothing is concluded from it,
        nothing is made or removed because of it.
    .PARAMETER Certificate
        A certificate with a private key.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate
    )
    try { $key = Open-ExoKey -Certificate $Certificate }
    catch {
        $state = Get-ExoKeyState -ErrorRecord $_
        if ($state -eq 'unknown') { throw }
        if ($state -eq 'denied') {
            $text = "This account may not open the private key of certificate $($Certificate.Thumbprint)."
            throw (New-ExoFailure -Code 'private-key-denied' -Message $text)
        }
        return [pscustomobject] @{ State = $state; IsCsp = $false; Provider = 'a CNG provider'; Container = ''; IsExportable = $false }
    }
    $csp = $null
    if ($null -ne $key) { $csp = Get-ExoProperty -InputObject $key -Name 'CspKeyContainerInfo' }
    if ($null -eq $csp) {
        return [pscustomobject] @{ State = 'cng'; IsCsp = $false; Provider = 'a CNG provider'; Container = ''; IsExportable = $false }
    }
    [pscustomobject] @{
        State        = 'csp'
        IsCsp        = $true
        Provider     = [string] $csp.ProviderName
        Container    = [string] $csp.UniqueKeyContainerName
        IsExportable = [bool] $csp.Exportable
    }
}
