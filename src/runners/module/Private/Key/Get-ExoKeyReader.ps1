function Get-ExoKeyReader {
    <#
    .SYNOPSIS
        A certificate with the accounts that may read its private key; readers is null where that is not known.
    .PARAMETER Certificate
        A certificate with a private key.
    .PARAMETER StoreLocation
        Where it lies. A key in a user's own store is read by that user.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    $readers = $null
    $state = 'ok'
    if ($StoreLocation -eq 'LocalMachine') {
        try {
            $rules = @(Get-ExoKeyRule -Path (Get-ExoKeyFile -Certificate $Certificate))
            $denied = @($rules | Where-Object { -not $_.IsAllowed -and (Test-ExoReadMask -Mask $_.Mask -Part) } | ForEach-Object { $_.Sid })
            $allowed = @($rules | Where-Object { $_.IsAllowed -and (Test-ExoReadMask -Mask $_.Mask) -and $denied -notcontains $_.Sid })
            $readers = @($allowed | ForEach-Object { [pscustomobject] @{ sid = $_.Sid; identity = [string] (Get-ExoSidName -Sid $_.Sid) } })
        }
        catch {
            # One key that cannot be looked at says nothing about the others.
            $isGone = $_.FullyQualifiedErrorId -match '^Exo:(private-key-missing|key-file-missing)'
            $state = $(if ($isGone) { 'missing' } else { 'unknown' })
        }
    }
    [pscustomobject] @{ thumbprint = [string] $Certificate.Thumbprint; key = $state; readers = $readers }
}
