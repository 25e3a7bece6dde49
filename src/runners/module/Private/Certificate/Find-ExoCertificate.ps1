function Find-ExoCertificate {
    <#
    .SYNOPSIS
        The certificates of a tenant on this server: those with the tag as friendly name and a private key, the one
        that is valid longest first.
    .PARAMETER CertificateTag
        Friendly name that marks them.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    Get-ExoStoreCertificate -StoreLocation $StoreLocation |
        Where-Object { $_.FriendlyName -ceq $CertificateTag -and $_.HasPrivateKey } |
        Sort-Object -Property NotAfter -Descending
}
