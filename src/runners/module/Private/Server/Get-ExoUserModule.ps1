function Get-ExoUserModule {
    <#
    .SYNOPSIS
        The newest version of a module in the profile of an account, which comes before the one for all users there;
        nothing when it has none of its own.
    .PARAMETER ProfilePath
        The profile.
    .PARAMETER Name
        Name of the module.
    #>
    [CmdletBinding()]
    [OutputType([version])]
    param(
        [Parameter(Mandatory)]
        [string] $ProfilePath,

        [Parameter(Mandatory)]
        [string] $Name
    )
    $folder = Join-Path -Path $ProfilePath -ChildPath "Documents\WindowsPowerShell\Modules\$Name"
    if (-not (Test-Path -LiteralPath $folder)) { return }
    $versions = foreach ($each in Get-ChildItem -LiteralPath $folder) {
        $version = $null
        if ([version]::TryParse($each.Name, [ref] $version)) { $version }
    }
    $versions | Sort-Object -Descending | Select-Object -First 1
}
