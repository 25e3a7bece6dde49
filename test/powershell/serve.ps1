# Runs script after script, each in a session of its own: fresh variables, functions, modules, folder and environment. Each
# line of standard input, which -File hands on as pipeline input, names one, as JSON in base64; a line of standard output
# answers with what it wrote, or its error.
[CmdletBinding()]
param([Parameter(ValueFromPipeline)] [string] $Line)

begin {
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
        $runspace = [RunspaceFactory]::CreateRunspace([InitialSessionState]::CreateDefault2())
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
}

process {
    $call = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Line)) | ConvertFrom-Json
    $answer = ConvertTo-Json -InputObject (Invoke-Script -Call $call) -Compress
    [Console]::Out.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($answer)))
}
