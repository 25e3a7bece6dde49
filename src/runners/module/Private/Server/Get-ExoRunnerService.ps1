function Get-ExoRunnerService {
    <#
    .SYNOPSIS
        The runners that are installed on this server: name and account of the service, and its folder for temporary
        files as its definition sets it; empty where it sets none.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    foreach ($service in Get-CimInstance -ClassName Win32_Service -Filter "Name LIKE 'exo-runner-%'") {
        # The definition lies beside the executable, under its name.
        $definition = [string] $service.PathName -replace '^"?(.+?)\.exe"?(\s.*)?$', '$1.xml'
        $temp = ''
        if (Test-Path -LiteralPath $definition) {
            $xml = [xml] [IO.File]::ReadAllText($definition)
            $node = $xml.SelectSingleNode('/service/env[@name="TEMP"]/@value')
            if ($null -ne $node) { $temp = [string] $node.Value }
        }
        [pscustomobject] @{ name = [string] $service.Name; account = [string] $service.StartName; temp = $temp }
    }
}
