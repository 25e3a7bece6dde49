function Set-ExoFriendlyName {
    <#
    .SYNOPSIS
        Marks a certificate in its store as one of ours.
    .PARAMETER Certificate
        A certificate as the store gave it.
    .PARAMETER CertificateTag
        Friendly name to give.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Private; its caller has compared before.')]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate,

        [Parameter(Mandatory)]
        [string] $CertificateTag
    )
    $Certificate.FriendlyName = $CertificateTag
}
