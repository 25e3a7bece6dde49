param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

# What a step reports of an error, as the runner gets it.
function Add-Report([string] $Name, [scriptblock] $Failing) {
    Add-Case $Name @{} { try { & $Failing } catch { & $module { param($e) ConvertTo-ExoErrorReport -ErrorRecord $e } $_ } }
}
Add-Report 'no name' { throw [System.Net.WebException]::new('Der Remotename wurde nicht aufgeloest.', [System.Net.WebExceptionStatus]::NameResolutionFailure) }
Add-Report 'inside' {
    $deep = [System.Security.Cryptography.CryptographicException]::new([Convert]::ToInt32('80090016', 16))
    throw [InvalidOperationException]::new('Fehler', [InvalidOperationException]::new('Fehler', $deep))
}
Add-Report 'canceled' { throw [System.Threading.Tasks.TaskCanceledException]::new('Eine Aufgabe wurde abgebrochen.') }
Add-Report 'socket' { throw [System.Net.Sockets.SocketException]::new(11001) }
Add-Report 'no command' { Get-NothingLikeThis }
Add-Report 'denied' { throw [UnauthorizedAccessException]::new('Zugriff verweigert') }
Add-Report 'own' { throw (& $module { New-ExoFailure -Code 'input-invalid' -Message 'What happened.' -Advice 'What to do.' }) }
Add-Case 'culture' @{} {
    $before = [System.Threading.Thread]::CurrentThread.CurrentUICulture
    try {
        [System.Threading.Thread]::CurrentThread.CurrentUICulture = [System.Globalization.CultureInfo]::InvariantCulture
        $null = & $module { Set-ExoUICulture }
        [System.Threading.Thread]::CurrentThread.CurrentUICulture.Name
    }
    finally { [System.Threading.Thread]::CurrentThread.CurrentUICulture = $before }
}
Add-Case 'tls: old' @{} {
    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType] 'Tls'
    & $module { Set-ExoTls }
    [string] [System.Net.ServicePointManager]::SecurityProtocol
}
Add-Case 'tls: system' @{} {
    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType] 0
    & $module { Set-ExoTls }
    [int] [System.Net.ServicePointManager]::SecurityProtocol
}
Write-Result
