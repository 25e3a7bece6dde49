Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

foreach ($folder in 'Private', 'Public') {
    $files = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot $folder) -Filter '*.ps1' -Recurse | Sort-Object -Property Name
    foreach ($file in $files) {
        . $file.FullName
    }
}
