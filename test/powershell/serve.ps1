# Runs script after script, each in a session of its own: fresh variables, functions, modules, folder and environment. Each
# line from a port of this machine names one, as JSON in base64; a line back answers with what it wrote, or its error.
# Not by standard input: the hosts of PowerShell differ in who reads that.
[CmdletBinding()]
param([Parameter(Mandatory)] [int] $Port)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-Environment {
    $all = @{}
    foreach ($entry in [Environment]::GetEnvironmentVariables().GetEnumerator()) { $all[$entry.Key] = $entry.Value }
    $all
}

function Restore-Environment([hashtable] $Before) {
    $now = Get-Environment
    foreach ($name in $now.Keys) { if (-not $Before.ContainsKey($name)) { [Environment]::SetEnvironmentVariable($name, $null) } }
    foreach ($name in $Before.Keys) { if ($now[$name] -ne $Before[$name]) { [Environment]::SetEnvironmentVariable($name, $Before[$name]) } }
}

function Invoke-Script($Call) {
    $written = New-Object -TypeName IO.StringWriter
    # With our host: without one, programs cannot be started.
    $runspace = [RunspaceFactory]::CreateRunspace($Host, [InitialSessionState]::CreateDefault2())
    $shell = [PowerShell]::Create()
    $usual = [Console]::Out
    $environment = Get-Environment
    $folder = [Environment]::CurrentDirectory
    try {
        $runspace.Open()
        $shell.Runspace = $runspace
        $null = $shell.AddCommand([string] $Call.script)
        foreach ($property in $Call.arguments.PSObject.Properties) { $null = $shell.AddParameter($property.Name, $property.Value) }
        [Console]::SetOut($written)
        $null = $shell.Invoke()
        @{ ok = $true; written = $written.ToString() }
    } catch {
        @{ ok = $false; written = [string] $_ }
    } finally {
        [Console]::SetOut($usual)
        $shell.Dispose()
        $runspace.Dispose()
        [Environment]::CurrentDirectory = $folder
        Restore-Environment -Before $environment
    }
}

$client = New-Object -TypeName Net.Sockets.TcpClient -ArgumentList '127.0.0.1', $Port
try {
    $reader = New-Object -TypeName IO.StreamReader -ArgumentList $client.GetStream()
    $writer = New-Object -TypeName IO.StreamWriter -ArgumentList $client.GetStream()
    $writer.AutoFlush = $true
    while ($null -ne ($line = $reader.ReadLine())) {
        $call = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line)) | ConvertFrom-Json
        $answer = ConvertTo-Json -InputObject (Invoke-Script -Call $call) -Compress
        $writer.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($answer)))
    }
} finally {
    $client.Dispose()
}
