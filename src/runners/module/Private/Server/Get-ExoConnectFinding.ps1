function Get-ExoConnectFinding {
    <#
    .SYNOPSIS
        Judges what the runner that is the MID service user will find: its folder for temporary files, and an Exchange
        module of its own.
    .PARAMETER Service
        Answers of Get-ExoMidService.
    .PARAMETER MinimumModuleVersion
        Below this nothing works.
    .PARAMETER RecommendedModuleVersion
        Below this some things do not work.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $Service,

        [Parameter(Mandatory)]
        [version] $MinimumModuleVersion,

        [Parameter(Mandatory)]
        [version] $RecommendedModuleVersion
    )
    $runners = @(Get-ExoRunnerService)
    foreach ($account in @($Service | ForEach-Object { $_.account } | Sort-Object -Unique)) {
        try { $sid = Resolve-ExoAccount -Account $account }
        catch { Write-Warning -Message $_.Exception.Message; continue }
        # What runs as SYSTEM has the modules and folders of this process.
        if ($sid -eq 'S-1-5-18') { continue }
        $profilePath = [string] (Get-ExoProfilePath -Sid $sid)
        foreach ($runner in $runners | Where-Object { $_.account -eq $account }) {
            $temp = if ($runner.temp) { $runner.temp } else { $profilePath }
            if ($temp.Contains('$')) {
                New-ExoFinding -Code 'temp-path' -Level blocks -Message "$($runner.name) keeps temporary files in $temp, and the Exchange module does not survive the `$ in it." -Advice 'Run Install-Runner.ps1 of the present bundle on this server: it gives the runner a folder of its own.'
            }
            elseif ($temp) { New-ExoFinding -Code 'temp-path' -Level ok -Message "$($runner.name) keeps temporary files in $temp." }
        }
        if (-not $profilePath) { continue }
        $own = Get-ExoUserModule -ProfilePath $profilePath -Name 'ExchangeOnlineManagement'
        if ($null -eq $own -or $own -ge $RecommendedModuleVersion) { continue }
        $level = if ($own -lt $MinimumModuleVersion) { 'blocks' } else { 'warning' }
        New-ExoFinding -Code 'module-of-one-user' -Level $level -Message "$account has an ExchangeOnlineManagement $own of its own, which it uses instead of the one for all users." -Advice "Delete Documents\WindowsPowerShell\Modules\ExchangeOnlineManagement in $profilePath."
    }
}
