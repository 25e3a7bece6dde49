function Set-RunnerHome {
    <#
    .SYNOPSIS
        Makes the folder for a runner's keys and logs, for its account alone.
    .PARAMETER Path
        The folder.
    .PARAMETER Sid
        SID of the runner's account.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sid
    )
    if (-not (Test-Path -LiteralPath $Path)) {
        if (-not $PSCmdlet.ShouldProcess($Path, 'Make the folder for keys and logs')) {
            return
        }
        $null = New-Item -ItemType Directory -Path $Path -Force
        "made $Path"
    }
    $wanted = Get-HomeSddl -Sid $Sid
    if (-not (Test-SameSddl -Actual (Get-FolderSddl -Path $Path) -Wanted $wanted)) {
        if ($PSCmdlet.ShouldProcess($Path, "Give it to $Sid, SYSTEM and Administrators alone")) {
            Set-FolderSddl -Path $Path -Sddl $wanted
            "set the rights of $Path"
        }
    }
}
