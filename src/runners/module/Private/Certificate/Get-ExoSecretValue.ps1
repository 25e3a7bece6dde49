function Get-ExoSecretValue {
    <#
    .SYNOPSIS
        One part of the secret that came with this step; nothing when the step has none.
    .DESCRIPTION
        Reads without any command, since module logging writes parameters of commands to the event log. The parts are
        base64, so that their JSON needs no unescaping.
    .PARAMETER Name
        pfx or password.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Name
    )
    if ([string]::IsNullOrEmpty($script:ExoSecret)) { return }
    $json = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($script:ExoSecret))
    $match = [regex]::Match($json, '"' + $Name + '":"([A-Za-z0-9+/=_-]+)"')
    if (-not $match.Success) {
        throw (New-ExoFailure -Code 'secret-missing' -Message "The secret of this step has no $Name.")
    }
    $match.Groups[1].Value
}
