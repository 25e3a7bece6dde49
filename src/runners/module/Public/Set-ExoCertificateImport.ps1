function Set-ExoCertificateImport {
    <#
    .SYNOPSIS
        Imports the certificate of this step's secret, not exportable, unless it is on this server already.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER CertificateTag
        Friendly name to give.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER Provider
        The CSP that its key is expected in; another CSP is a warning.
    .EXAMPLE
        Set-ExoCertificateImport -Thumbprint $thumbprint -CertificateTag $tag -StoreLocation LocalMachine -Provider $csp
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program; Test-ExoCertificateImport says what would happen.')]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [string] $Provider
    )
    $wanted = @{ Thumbprint = $Thumbprint; CertificateTag = $CertificateTag; StoreLocation = $StoreLocation }
    $state = Test-ExoCertificateImport @wanted
    $imported = $false
    if (-not $state.InDesiredState) {
        $key = $null
        if ($null -ne $state.Found -and $state.Found.HasPrivateKey) { $key = Get-ExoKeyInfo -Certificate $state.Found }
        if ($null -ne $key -and $key.State -eq 'cng') {
            # Somebody put it there so: it is not ours to take away.
            Assert-ExoCspKey -Key $key -Thumbprint $Thumbprint
        }
        elseif ($null -ne $key -and $key.IsCsp) {
            Set-ExoFriendlyName -Certificate $state.Found -CertificateTag $CertificateTag
        }
        elseif ([string]::IsNullOrEmpty($script:ExoSecret)) {
            throw (New-ExoFailure -Code 'certificate-missing' -Message ($state.Reasons -join ' '))
        }
        else {
            Write-ExoProgress -Note 'importing the certificate'
            # The same certificate without a usable key would hide the one that is put beside it.
            if ($null -ne $state.Found) {
                Remove-ExoStoreCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation -KeepKey
            }
            Add-ExoStoreCertificate @wanted
            $imported = $true
        }
    }
    $place = @{ Thumbprint = $Thumbprint; StoreLocation = $StoreLocation }
    $key = Get-ExoKeyInfo -Certificate (Get-ExoCertificate @place)
    if ($imported -and -not $key.IsCsp) { Remove-ExoStoreCertificate @place }
    Assert-ExoCspKey -Key $key -Thumbprint $Thumbprint
    if ($key.Provider -ne $Provider) {
        Write-Warning -Message "The key of certificate $Thumbprint is in '$($key.Provider)' and not in '$Provider'."
    }
    [pscustomobject] @{ thumbprint = $Thumbprint; imported = $imported; provider = $key.Provider }
}
