function Set-ServiceAccount {
    <#
    .SYNOPSIS
        Sets the account of a service. The password goes to Windows alone: into no file and no command line.
    .PARAMETER Name
        Name of the service.
    .PARAMETER Account
        Account of the service.
    .PARAMETER Credential
        The account with its password; none for LocalSystem and a gMSA.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)]
        [string] $Name,

        [Parameter(Mandatory)]
        [string] $Account,

        [AllowNull()]
        [pscredential] $Credential
    )
    if (-not $PSCmdlet.ShouldProcess($Name, "Run as $Account")) {
        return
    }
    $change = @{ StartName = $Account }
    if ($Credential) {
        $change['StartPassword'] = $Credential.GetNetworkCredential().Password
    }
    $service = Get-RunnerService -Name $Name
    $answer = Invoke-CimMethod -InputObject $service -MethodName 'Change' -Arguments $change
    if ($answer.ReturnValue -ne 0) {
        throw "Windows did not set the account $Account (Win32_Service.Change returned $($answer.ReturnValue)). Check name and password."
    }
    if ($Account.EndsWith('$')) {
        # Windows fetches the password of a gMSA itself when the service is marked so.
        $null = & (Get-SystemProgram -Name 'sc.exe') managedaccount $Name true
        if ($LASTEXITCODE -ne 0) {
            throw "Windows did not mark $Name as the service of a managed account (sc managedaccount: exit code $LASTEXITCODE). Check that Test-ADServiceAccount answers True for $Account."
        }
    }
}
