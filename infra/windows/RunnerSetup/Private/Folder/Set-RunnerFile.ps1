function Set-RunnerFile {
    <#
    .SYNOPSIS
        What lies in a runner's folder beside its keys: a folder for temporary files, and the CA of Redis.
    .PARAMETER RunnerHome
        The runner's folder.
    .PARAMETER RedisCa
        PEM file of a private CA; empty: the one that is there stays.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $RunnerHome,

        [string] $RedisCa
    )
    $temp = Join-Path $RunnerHome 'temp'
    if (-not (Test-Path -LiteralPath $temp) -and $PSCmdlet.ShouldProcess($temp, 'Make the folder')) {
        $null = New-Item -ItemType Directory -Path $temp
    }
    $file = Join-Path $RunnerHome 'redis-ca.pem'
    # Node reads an empty file as no further CA, and complains about one that is missing.
    $wanted = ''
    if ($RedisCa) {
        $wanted = [IO.File]::ReadAllText($RedisCa)
        if ($wanted -notmatch '-----BEGIN CERTIFICATE-----') {
            throw "$RedisCa holds no certificate in PEM. Export the CA as Base-64 (.CER) and try again."
        }
    }
    elseif (Test-Path -LiteralPath $file) { return }
    if (-not (Test-SameText -Path $file -Text $wanted) -and $PSCmdlet.ShouldProcess($file, 'Set the CA of Redis')) {
        [IO.File]::WriteAllText($file, $wanted)
        if ($wanted) { "set the CA of Redis for $(Split-Path -Path $RunnerHome -Leaf): restart its service when it runs" }
    }
}
