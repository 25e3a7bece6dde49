function Get-ExoPowerShellFinding {
    <#
    .SYNOPSIS
        Judges PowerShell, .NET and the rights of this process.
    .PARAMETER Fact
        Answer of Get-ExoMachineFact.
    .PARAMETER StoreLocation
        CurrentUser: certificates lie in the store of this account, which needs no elevation.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [object] $Fact,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    $version = $Fact.PowerShellVersion
    if ($version -lt [version] '5.1') {
        New-ExoFinding -Code 'powershell-version' -Level blocks -Message "This is PowerShell $version." -Advice 'Install Windows Management Framework 5.1.'
    }
    elseif ($version.Major -gt 5) {
        New-ExoFinding -Code 'powershell-version' -Level blocks -Message "This is PowerShell $version and not Windows PowerShell 5.1, which MID servers use." -Advice 'Set EXO_POWERSHELL of the runner to powershell.exe.'
    }
    else {
        New-ExoFinding -Code 'powershell-version' -Level ok -Message "Windows PowerShell $version."
    }
    if ($Fact.Is64Bit) { New-ExoFinding -Code 'powershell-bitness' -Level ok -Message '64-bit process.' }
    else {
        New-ExoFinding -Code 'powershell-bitness' -Level blocks -Message 'PowerShell runs as a 32-bit process.' -Advice 'Run the runner with the 64-bit Node.js, so that it starts the 64-bit PowerShell.'
    }
    if ($Fact.IsElevated) { New-ExoFinding -Code 'elevation' -Level ok -Message 'Runs elevated.' }
    elseif ($StoreLocation -eq 'CurrentUser') {
        New-ExoFinding -Code 'elevation' -Level ok -Message 'Needs no elevation for the store of its own account.'
    }
    else {
        New-ExoFinding -Code 'elevation' -Level blocks -Message 'The elevated runner does not run elevated.' -Advice 'Let the service of the elevated runner run as an administrator of this server or as LocalSystem.'
    }
    # https://learn.microsoft.com/dotnet/framework/migration-guide/how-to-determine-which-versions-are-installed
    if ($Fact.FrameworkRelease -ge 461808) { New-ExoFinding -Code 'dotnet' -Level ok -Message '.NET Framework 4.7.2 or newer.' }
    else {
        New-ExoFinding -Code 'dotnet' -Level blocks -Message 'The .NET Framework is older than 4.7.2.' -Advice 'Install .NET Framework 4.8.'
    }
    if ($Fact.LanguageMode -eq 'FullLanguage') { New-ExoFinding -Code 'language-mode' -Level ok -Message 'Full language mode.' }
    else {
        New-ExoFinding -Code 'language-mode' -Level blocks -Message "PowerShell is limited to $($Fact.LanguageMode)." -Advice "Allow the runner's scripts in the application control policy of this server."
    }
}
