function Get-ExoPolicyFinding {
    <#
    .SYNOPSIS
        Judges execution policy, TLS and the folder for temporary files.
    .PARAMETER Fact
        Answer of Get-ExoMachineFact.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [object] $Fact
    )
    # Only a policy by group policy beats the -ExecutionPolicy that the runner gives.
    $enforced = @('MachinePolicy', 'UserPolicy') | ForEach-Object { $Fact.ExecutionPolicies[$_] } |
        Where-Object { $_ -in @('Restricted', 'AllSigned') } | Select-Object -First 1
    if ($enforced -eq 'AllSigned') {
        # That this runs shows that the scripts of the runner are signed. Connect-IPPSSession has no -SigningCertificate.
        New-ExoFinding -Code 'execution-policy' -Level warning -Message 'A group policy sets AllSigned: the scripts of the runner are signed, but Connect-IPPSSession writes a module that is not.' -Advice 'If a step stops with execution-policy, set RemoteSigned in that group policy for this server: Microsoft gives no way to sign that module.'
    }
    elseif ($enforced) {
        New-ExoFinding -Code 'execution-policy' -Level blocks -Message "A group policy sets the execution policy $enforced." -Advice 'Install a bundle whose scripts are signed (npm run bundle:runner -- --sign) and set AllSigned in that group policy for this server, or set RemoteSigned.'
    }
    else { New-ExoFinding -Code 'execution-policy' -Level ok -Message 'Scripts may run.' }

    if ($Fact.TlsProtocols -match 'SystemDefault|Tls12|Tls13') { New-ExoFinding -Code 'tls' -Level ok -Message 'TLS 1.2 or newer.' }
    else {
        New-ExoFinding -Code 'tls' -Level warning -Message "PowerShell uses $($Fact.TlsProtocols) by default." -Advice 'Switch on strong cryptography for .NET (SchUseStrongCrypto) on this server.'
    }
    if ($Fact.TempPath.Contains('$')) {
        New-ExoFinding -Code 'temp-path' -Level warning -Message "The folder for temporary files is $($Fact.TempPath), and the Exchange module stumbles over the `$." -Advice 'Set TEMP and TMP of this account to a folder without a $.'
    }
    else { New-ExoFinding -Code 'temp-path' -Level ok -Message 'The folder for temporary files has a plain name.' }
}
