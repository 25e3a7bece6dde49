function Get-ExoModuleFinding {
    <#
    .SYNOPSIS
        Judges the Exchange module and what it needs.
    .PARAMETER MinimumModuleVersion
        Below this nothing works.
    .PARAMETER RecommendedModuleVersion
        Below this some things do not work.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [version] $MinimumModuleVersion,

        [Parameter(Mandatory)]
        [version] $RecommendedModuleVersion
    )
    $install = "As administrator: Install-Module ExchangeOnlineManagement -MinimumVersion $RecommendedModuleVersion -Scope AllUsers"
    $module = Get-ExoModuleVersion -Name 'ExchangeOnlineManagement'
    if ($null -eq $module) {
        New-ExoFinding -Code 'module-missing' -Level blocks -Message 'ExchangeOnlineManagement is not installed.' -Advice $install
    }
    elseif ($module.Version -lt $MinimumModuleVersion) {
        New-ExoFinding -Code 'module-too-old' -Level blocks -Message "ExchangeOnlineManagement $($module.Version) is installed, $MinimumModuleVersion or newer is needed." -Advice $install
    }
    elseif (-not $module.IsForAllUsers) {
        New-ExoFinding -Code 'module-of-one-user' -Level blocks -Message "ExchangeOnlineManagement $($module.Version) is installed for one user only." -Advice $install
    }
    elseif ($module.Version -lt $RecommendedModuleVersion) {
        New-ExoFinding -Code 'exchange-module' -Level warning -Message "ExchangeOnlineManagement $($module.Version) is installed: searches with a certificate need $RecommendedModuleVersion." -Advice $install
    }
    else { New-ExoFinding -Code 'exchange-module' -Level ok -Message "ExchangeOnlineManagement $($module.Version)." }

    foreach ($name in @('PowerShellGet', 'PackageManagement')) {
        $code = $name.ToLowerInvariant()
        $needed = Get-ExoModuleVersion -Name $name
        if ($null -eq $needed) {
            New-ExoFinding -Code $code -Level blocks -Message "$name is not installed, and the Exchange module needs it." -Advice "Install $name for all users."
        }
        elseif ($needed.IsPrerelease) {
            New-ExoFinding -Code $code -Level warning -Message "$name $($needed.Version) is a preview, which the Exchange module does not work with." -Advice "Install the released $name for all users."
        }
        else { New-ExoFinding -Code $code -Level ok -Message "$name $($needed.Version)." }
    }
}
