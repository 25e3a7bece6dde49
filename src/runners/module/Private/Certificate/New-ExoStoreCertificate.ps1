function New-ExoStoreCertificate {
    <#
    .SYNOPSIS
        Makes a self-signed certificate with New-SelfSignedCertificate.
    .PARAMETER Parameter
        Parameters of New-SelfSignedCertificate.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Private; its caller has compared before.')]
    param(
        [Parameter(Mandatory)]
        [hashtable] $Parameter
    )
    New-SelfSignedCertificate @Parameter
}
