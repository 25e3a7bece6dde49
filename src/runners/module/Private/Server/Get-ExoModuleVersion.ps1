function Get-ExoModuleVersion {
    <#
    .SYNOPSIS
        The newest installed version of a module: Version, IsForAllUsers, IsPrerelease; nothing when there is none.
    .PARAMETER Name
        Name of the module.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Name
    )
    $module = Get-Module -ListAvailable -Name $Name | Sort-Object -Property Version -Descending | Select-Object -First 1
    if ($null -eq $module) { return }
    $prerelease = ''
    if ($module.PrivateData -is [hashtable] -and $module.PrivateData['PSData'] -is [hashtable]) {
        $prerelease = [string] $module.PrivateData['PSData']['Prerelease']
    }
    $ownFolder = [Environment]::GetFolderPath('UserProfile')
    [pscustomobject] @{
        Version       = [version] $module.Version
        IsForAllUsers = -not ($ownFolder -and $module.ModuleBase.StartsWith($ownFolder, [StringComparison]::OrdinalIgnoreCase))
        IsPrerelease  = $prerelease -ne ''
    }
}
