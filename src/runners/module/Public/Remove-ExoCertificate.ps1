function Remove-ExoCertificate {
    <#
    .SYNOPSIS
        Deletes certificates of ours with their private keys, those that are still there.
    .DESCRIPTION
        Only what carries our mark is deleted: nothing is, when one of them does not. Where Windows does not find a key
        any more, the entry alone is deleted.
    .PARAMETER Thumbprints
        Which certificates.
    .PARAMETER CertificateTag
        Friendly name that they must have.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .EXAMPLE
        Remove-ExoCertificate -Thumbprints $thumbprint -CertificateTag $tag -StoreLocation LocalMachine
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program, under a job that the orchestrator signed.')]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', 'Thumbprints',
        Justification = 'A parameter that takes several is named so in the input of the step.')]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [ValidatePattern('^[0-9A-Fa-f]{40}$')]
        [string[]] $Thumbprints,

        [Parameter(Mandatory)]
        [ValidateNotNullOrEmpty()]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation
    )
    $there = @(Get-ExoStoreCertificate -StoreLocation $StoreLocation | Where-Object { $Thumbprints -contains $_.Thumbprint })
    $keyless = @()
    foreach ($certificate in $there) {
        $name = [string] $certificate.Thumbprint
        if ($certificate.FriendlyName -cne $CertificateTag) {
            $text = "Certificate $name does not carry the mark of this tenant, so nothing was deleted."
            throw (New-ExoFailure -Code 'certificate-not-ours' -Message $text)
        }
        # A key that may not be opened stops here, before anything is deleted.
        if (-not $certificate.HasPrivateKey) { $keyless += $name }
        elseif ((Get-ExoKeyInfo -Certificate $certificate).State -eq 'missing') { $keyless += $name }
    }
    $erased = @()
    foreach ($certificate in $there) {
        $name = [string] $certificate.Thumbprint
        Write-ExoProgress -Note "deleting the certificate $name and its private key"
        Remove-ExoStoreCertificate -Thumbprint $name -StoreLocation $StoreLocation -KeepKey:($keyless -contains $name)
        $erased += $name
    }
    $left = @(Get-ExoStoreCertificate -StoreLocation $StoreLocation | Where-Object { $erased -contains $_.Thumbprint })
    if ($left.Count -gt 0) {
        $text = "Windows did not delete the certificate $($left[0].Thumbprint)."
        throw (New-ExoFailure -Code 'certificate-not-erased' -Message $text)
    }
    $missing = @($Thumbprints | Where-Object { $erased -notcontains $_ })
    [pscustomobject] @{ erased = @($erased); missing = @($missing) }
}
