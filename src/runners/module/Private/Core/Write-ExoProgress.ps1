function Write-ExoProgress {
    <#
    .SYNOPSIS
        Tells the card in one short sentence what happens now.
    .PARAMETER Note
        E.g. 'connecting to Security & Compliance PowerShell'.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Note
    )
    if ($null -eq $script:ExoCorrelationId) { return }
    $json = ConvertTo-ExoJson -InputObject ([pscustomobject] @{ note = $Note })
    [Console]::Out.WriteLine("`n##exo:$($script:ExoCorrelationId):progress $json")
}
