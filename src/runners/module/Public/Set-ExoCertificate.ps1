function Set-ExoCertificate {
    <#
    .SYNOPSIS
        Makes the self-signed certificate of a tenant in a CSP, unless this server holds one that is good.
    .PARAMETER TenantId
        The tenant, for the record.
    .PARAMETER CertificateTag
        Friendly name to give, and to find it by.
    .PARAMETER Subject
        Distinguished name, e.g. 'CN=exo-cba contoso.onmicrosoft.com'.
    .PARAMETER DnsName
        Subject alternative name.
    .PARAMETER Provider
        Name of the cryptographic service provider.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER Days
        Days of validity.
    .PARAMETER RenewBeforeDays
        A certificate that is valid for no more days than this is not used again.
    .PARAMETER Challenge
        What the certificate's key must sign, to prove that it is here.
    .PARAMETER Attached
        Thumbprints of the certificates that the application has already.
    .PARAMETER Replaces
        Thumbprints of the certificates that the new one takes the place of; they are not used again.
    .EXAMPLE
        Set-ExoCertificate -TenantId $id -CertificateTag $tag -Subject 'CN=x' -DnsName x -Provider $csp -StoreLocation LocalMachine -Days 365 -RenewBeforeDays 30 -Challenge $challenge
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program; Test-ExoCertificate says what would happen.')]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'TenantId',
        Justification = 'Part of the operation, shown in script block logs.')]
    param(
        [Parameter(Mandatory)]
        [guid] $TenantId,

        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [string] $Subject,

        [Parameter(Mandatory)]
        [string] $DnsName,

        [Parameter(Mandatory)]
        [string] $Provider,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [int] $Days,

        [Parameter(Mandatory)]
        [int] $RenewBeforeDays,

        [Parameter(Mandatory)]
        [string] $Challenge,

        [AllowEmptyCollection()]
        [string[]] $Attached = @(),

        [AllowEmptyCollection()]
        [string[]] $Replaces = @()
    )
    $wanted = @{
        CertificateTag  = $CertificateTag
        StoreLocation   = $StoreLocation
        Days            = $Days
        RenewBeforeDays = $RenewBeforeDays
        Attached        = $Attached
        Replaces        = $Replaces
    }
    $state = Test-ExoCertificate @wanted
    $certificate = $state.Found
    if (-not $state.InDesiredState) {
        Write-ExoProgress -Note 'making the certificate'
        # From start to end exactly the days that were asked for: a policy of the tenant may
        # count them, and a day of local time has 25 hours once a year.
        $start = [DateTime]::UtcNow.AddMinutes(-5)
        $certificate = New-ExoStoreCertificate -Parameter @{
            Subject           = $Subject
            DnsName           = $DnsName
            FriendlyName      = $CertificateTag
            CertStoreLocation = "Cert:\$StoreLocation\My"
            NotBefore         = $start.ToLocalTime()
            NotAfter          = $start.AddDays($Days).ToLocalTime()
            Provider          = $Provider
            KeySpec           = 'KeyExchange'
            KeyAlgorithm      = 'RSA'
            KeyLength         = 2048
            HashAlgorithm     = 'SHA256'
            KeyExportPolicy   = 'Exportable'
        }
    }
    $created = -not $state.InDesiredState
    $place = @{ Thumbprint = $certificate.Thumbprint; StoreLocation = $StoreLocation }
    $key = Get-ExoKeyInfo -Certificate (Get-ExoCertificate @place)
    # One that was made just now and nobody can use would be found the next time.
    if ($created -and -not $key.IsCsp) { Remove-ExoStoreCertificate @place }
    Assert-ExoCspKey -Key $key -Thumbprint $certificate.Thumbprint
    $possession = New-ExoPossession -Certificate $certificate -Challenge $Challenge
    [pscustomobject] @{
        thumbprint         = [string] $certificate.Thumbprint
        certificate        = [Convert]::ToBase64String($certificate.RawData)
        notBefore          = $certificate.NotBefore.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
        notAfter           = $certificate.NotAfter.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
        provider           = $key.Provider
        created            = $created
        possession         = $possession.Signature
        keyBits            = $possession.KeyBits
        signatureAlgorithm = [string] $certificate.SignatureAlgorithm.FriendlyName
    }
}
