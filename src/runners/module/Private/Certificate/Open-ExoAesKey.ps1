function Open-ExoAesKey {
    <#
    .SYNOPSIS
        Opens a key container with the provider of type 24 (PROV_RSA_AES).
    .PARAMETER KeyContainer
        CspKeyContainerInfo of the key.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [object] $KeyContainer
    )
    $parameters = New-Object -TypeName System.Security.Cryptography.CspParameters -ArgumentList 24
    $parameters.KeyContainerName = $KeyContainer.KeyContainerName
    $parameters.KeyNumber = [int] $KeyContainer.KeyNumber
    $flags = [System.Security.Cryptography.CspProviderFlags]::UseExistingKey
    if ($KeyContainer.MachineKeyStore) { $flags = $flags -bor [System.Security.Cryptography.CspProviderFlags]::UseMachineKeyStore }
    $parameters.Flags = $flags
    New-Object -TypeName System.Security.Cryptography.RSACryptoServiceProvider -ArgumentList $parameters
}
